/// A word of a command. Some are known only where it is started: which machine leads, and which this one is.
public enum CommandWord: Sendable, Hashable {
  /// As it stands, unquoted.
  case text(String)
  /// The address of the worker's first machine, with a port where there is one: "10.0.0.1:20000".
  case leader(port: Int?)
  /// The number of this machine in the worker from 0, times a factor.
  case nodeRank(times: Int)
  /// A file that comes with the command, by its name in `EngineCommand.files`.
  case file(String)
}

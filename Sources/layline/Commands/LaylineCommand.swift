import ArgumentParser

/// `layline`.
struct LaylineCommand: ParsableCommand {
  static let version = "0.1.0"
  static let configuration = CommandConfiguration(
    commandName: "layline",
    abstract: "Lays out large language models on clusters, and proves how good the layout is.",
    version: "layline \(version)",
    subcommands: [
      PlanCommand.self, CompareCommand.self, FrontierCommand.self, LoadCommand.self, PlaceCommand.self,
      PredictCommand.self, ExplainCommand.self, CheckCommand.self, DiffCommand.self, VerifyCommand.self,
      EmitCommand.self, WorkersCommand.self, ValidateCommand.self, CalibrateCommand.self, PublishedCommand.self,
      ImportCommand.self, ModelCommand.self, ClusterCommand.self, AcceleratorCommand.self, SchemaCommand.self,
      ManualCommand.self,
    ])
}

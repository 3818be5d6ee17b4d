/// What the declarations of the command line do not say.
enum ManualSections {
  static let introduction = """
    The answer goes to the standard output, and nothing else does. What went wrong is one line on the standard error: file, \
    line and key, what was found, what was expected, and an identifier in brackets. The same inputs give the same bytes.
    """

  static let all: [String] = flags + exitStatus + environment + files + seeAlso

  private static let flags =
    [".SH COMMON FLAGS"]
    + entries([
      ("--json", "Print the answer for programs. JSON names its form and version under \"layline\"."),
      ("--help", "Say what a command is for, and its flags."), ("--version", "Say which version this is."),
      ("--generate-completion-script shell", "Print completions for bash, zsh or fish."),
    ])

  private static let exitStatus =
    [".SH EXIT STATUS"]
    + entries([
      ("0", "An answer."), ("1", "The answer is no: nothing fits, a check failed, or a diff was asked to say so."),
      ("2", "A bad question: an input or a flag. Nothing was written."), ("3", "A fault of layline itself."),
      ("4", "An answer that is not proved within the tolerance."),
      ("130", "Interrupted; plan and place print the best so far."),
      ("141", "Nobody reads the answer any more."),
    ])

  private static let environment =
    [".SH ENVIRONMENT"]
    + entries([
      ("GITHUB_STEP_SUMMARY", "The file that check --format github appends its table to, where it is set.")
    ])

  private static let files =
    [".SH FILES"]
    + Roff.lines(
      """
      Layline needs no files of its own: models, accelerators, clusters, calibrations and schemas are built in. These it reads, \
      and schema show prints what each may hold:
      """)
    + entries([
      ("config.json", "A model, as it is published; or a name of layline model list."),
      ("cluster.yaml", "Machines: cluster/1. Or a name of layline cluster list."),
      ("workloads.yaml", "Models with their requests, demand and targets: workloads/1."),
      ("policy.yaml", "Deployments and what each must keep: policy/1."),
      ("calibration.yaml", "Efficiencies and overheads: calibration/1."),
      ("loads.json", "Tokens that went to each expert; layline load writes it."),
      ("plan.json", "What layline plan writes, and explain, verify and diff read."),
    ])

  private static let seeAlso =
    [".SH SEE ALSO", ".BR bash (1),", ".BR sinfo (1),", ".BR kubectl (1)"]

  private static func entries(_ entries: [(name: String, text: String)]) -> [String] {
    entries.flatMap { name, text in [".TP", ".B \(Roff.escaped(name))"] + Roff.lines(text) }
  }
}

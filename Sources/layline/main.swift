import Glibc
import FoundationEssentials

// The composition root: one command runs, its status is the process's.
ProcessStreams.prepare()
Interruption.handle()
exit(CommandRunner.run(Array(CommandLine.arguments.dropFirst())).rawValue)

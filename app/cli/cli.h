// The program `ttt`: parses the command line, runs one subcommand, turns every failure into one sentence.
#pragma once

namespace ttt {

/// Returns the exit code of the process (ExitCode). The only place that catches.
int run_cli(int argc, char** argv);

}  // namespace ttt

#include "app/cli/cli.h"

#include "app/cli/bench/bench_command.h"
#include "app/cli/images/images_command.h"
#include "app/cli/lab/ask_command.h"
#include "app/cli/lab/causality_command.h"
#include "app/cli/lab/compose_command.h"
#include "app/cli/lab/heads_command.h"
#include "app/cli/lab/lessons_command.h"
#include "app/cli/lab/patterns_command.h"
#include "app/cli/lab/theorem_command.h"
#include "app/cli/lab/trace_command.h"
#include "app/cli/models/model_command.h"
#include "app/cli/models/train_command.h"
#include "app/cli/runs/check_command.h"
#include "app/cli/runs/compare_command.h"
#include "app/cli/runs/diff_command.h"
#include "app/cli/runs/eval_command.h"
#include "app/cli/runs/export_command.h"
#include "app/cli/runs/list_command.h"
#include "app/cli/runs/run_command.h"
#include "app/cli/runs/show_command.h"
#include "app/cli/runs/sweep_command.h"
#include "app/cli/runs/verify_command.h"
#include "app/cli/shared/exit_code.h"
#include "app/cli/shared/terminal_text.h"
#include "engine/records/cancelled.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>

namespace ttt {

namespace {

constexpr const char* footer =
    R"(Exit codes: 0 done; 1 failed, diverged, or different (verify, diff, check); 2 wrong usage; 130 cancelled.
Without --model and --document the shipped ones are taken, from $TTT_RESOURCES or the folder beside the program.
Without --session runs are kept in $XDG_DATA_HOME/ttt-workbench/sessions.ttt (~/.local/share when it is unset).)";

void add_commands(CLI::App& program, ExitCode& result)
{
    program.set_version_flag("--version", "ttt " TTT_VERSION, "Print the version");
    program.set_help_all_flag("--help-all", "Print the help of all commands");
    program.require_subcommand(1);
    program.footer(footer);
    add_run_command(program, result);
    add_compare_command(program, result);
    add_sweep_command(program, result);
    add_show_command(program, result);
    add_verify_command(program, result);
    add_diff_command(program, result);
    add_check_command(program, result);
    add_export_command(program, result);
    add_list_command(program, result);
    add_lessons_command(program, result);
    add_eval_command(program, result);
    add_ask_command(program, result);
    add_heads_command(program, result);
    add_causality_command(program, result);
    add_model_command(program, result);
    add_theorem_command(program, result);
    add_bench_command(program, result);
    add_compose_command(program, result);
    add_patterns_command(program, result);
    add_trace_command(program, result);
    add_train_command(program, result);
    add_images_command(program, result);
}

int complain(ExitCode code, const std::string& sentence)
{
    std::cerr << "ttt: " << terminal_text(sentence) << std::endl;
    return static_cast<int>(code);
}

/// A full disk behind standard output must not pass for success.
void flush_output()
{
    if (!std::cout.flush())
        throw Error("Standard output could not be written; is the disk full?");
}

int answer_parse_error(const CLI::App& program, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0)  // --help and --version come as exceptions, too
        return program.exit(error);
    if (program.get_subcommands().empty() && !program.remaining().empty())
        return complain(ExitCode::usage, "There is no command '" + program.remaining()[0] + "' (see --help)");
    return complain(ExitCode::usage, std::string(error.what()) + " (see --help)");
}

}  // namespace

int run_cli(int argc, char** argv)
{
    const TerminalFilter filter;
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may grow no more is a failed write with a sentence
    CLI::App program("Test-time training on a document: run, log, replay, verify.", "ttt");
    ExitCode result = ExitCode::done;
    try {
        add_commands(program, result);
        program.parse(argc, argv);
        flush_output();
        return static_cast<int>(result);
    } catch (const CLI::ParseError& error) {
        return answer_parse_error(program, error);
    } catch (const UsageError& error) {
        return complain(ExitCode::usage, error.what());
    } catch (const Cancelled& cancelled) {
        return complain(ExitCode::cancelled, cancelled.what());
    } catch (const Error& error) {
        return complain(ExitCode::failed, error.what());
    } catch (const std::bad_alloc&) {
        return complain(ExitCode::failed, "Out of memory: try fewer --tokens or a smaller model.");
    } catch (const std::exception& error) {
        std::string what = error.what();
        return complain(ExitCode::failed, "A defect of the program: " + what.substr(0, what.find('\n')));
    }
}

}  // namespace ttt

#include "app/cli/images/images_command.h"

#include "app/cli/images/corrupt_command.h"
#include "app/cli/images/train_images_command.h"

#include <CLI/CLI.hpp>

namespace ttt {

void add_images_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("images", "Work on sets of pictures");
    command.require_subcommand(1);
    add_corrupt_command(command);
    add_train_images_command(command, result);
}

}  // namespace ttt

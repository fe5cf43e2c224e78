#include "app/cli/shared/open_text.h"

#include "app/format.h"
#include "engine/files/printable.h"
#include "engine/runner.h"

#include <CLI/CLI.hpp>

namespace ttt {

void add_text_options(CLI::App& command, RunOptions& options, std::int64_t tokens)
{
    options.no_twin = true;
    options.config.tokens = tokens;
    options.config.probes = false;
    add_document_options(command, options);
    command.get_option("--tokens")->description("Read at most so many tokens; default: " + thousands(tokens));
    add_model_option(command, options.config.model);
    command.add_flag_callback(
        "--frozen-only", [&options] { options.config.arms = Arms::frozen; },
        "Nothing learns: for a model without TTT, together with --chunk");
    add_rule_options(command, options.config);
    add_machine_options(command, options);
}

OpenedText open_text(const RunOptions& options, std::stop_token cancel)
{
    const Runner runner(resolve(options), std::move(cancel));
    tell_remarks(runner.header().remarks);
    return {runner.header().config, runner.document(), runner.header().layer_count};
}

std::string token_text(const DocumentRecord& document, std::int32_t id)
{
    return printable(document.vocabulary.at(static_cast<std::size_t>(id)));
}

}  // namespace ttt

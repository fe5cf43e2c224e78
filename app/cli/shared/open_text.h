// The text and the model of a command that looks inside without logging a run: their options, and both opened.
#pragma once

#include "app/cli/runs/run_options.h"
#include "engine/records/records.h"

#include <stop_token>

namespace ttt {

/// What a Lab is made from, and the names for what it answers.
struct OpenedText {
    RunConfig config;  // resolved
    DocumentRecord document;
    std::int64_t layers = 0;  // of the model
};

/// --document --tokens --model --frozen-only --chunk ... --threads; `tokens` are read by default.
void add_text_options(CLI::App& command, RunOptions& options, std::int64_t tokens);

/// Throws ttt::Error as Runner does.
OpenedText open_text(const RunOptions& options, std::stop_token cancel = {});

/// "' the'": the bytes of a token in single quotes, those that are not printable ASCII as \xNN.
std::string token_text(const DocumentRecord& document, std::int32_t id);

}  // namespace ttt

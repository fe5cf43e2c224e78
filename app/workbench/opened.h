// What a person opened but has not run yet: a model directory, a document in the model's tokens.
#pragma once

#include "engine/model/model_tool.h"
#include "engine/records/records.h"
#include "engine/text/tokenizer.h"
#include "engine/vision/run/net_info.h"

#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// A model directory as far as a window needs it. Free of torch; any thread.
struct OpenedModel {
    std::string directory;
    RunKind kind = RunKind::document;  // what it reads
    ImageNetInfo net;                  // of images
    ModelInfo info;                    // of documents; so are twin and tokenizer
    std::string twin;                  // directory; empty: config.json names none, or it is not there
    std::optional<Tokenizer> tokenizer;
    bool cuda = false;        // a GPU can be used
    std::string cuda_reason;  // why not
    std::string problem;      // a sentence; the other members are then as far as they could be read
};

/// A language model, or a net for images. Reads config.json, tokenizer.json and the weights' headers and contents.
/// Never throws: see `problem`.
OpenedModel open_model_directory(const std::string& directory);

/// A document with its tokens, as a run would read it; `problem` instead of an exception.
struct OpenedDocument {
    std::string path;
    DocumentRecord record;
    std::vector<std::string> remarks;  // as RunHeader
    std::string problem;
};

/// `asked`: its document, tokens, start token and encoding.
OpenedDocument open_document_file(const RunConfig& asked, const OpenedModel& model);

}  // namespace ttt

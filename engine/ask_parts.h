// What an Ask is made of. Private to the ask*.cpp files.
#pragma once

#include "engine/ask.h"
#include "engine/ask_stream.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// Members live and die on the thread of the Ask.
struct Ask::Parts {
    Parts(RunCheckpoint opened, std::vector<std::int32_t> text, const std::vector<RunStretch>& before);

    void check(const AskPlace& place) const;
    void start_from(const AskPlace& place);
    void advance(std::int64_t to, bool keeps, const std::stop_token& cancel, const AskProgress& progress);
    void keep();
    std::vector<std::int32_t> prompt_tokens(const std::string& prompt) const;
    std::vector<ArmAnswer> answers() const;
    torch::Tensor ids_of(const std::vector<std::int32_t>& tokens) const;
    std::string bytes_of(std::int32_t token) const;

    RunCheckpoint model;
    std::vector<std::int32_t> tokens;
    std::vector<std::string> remarks;
    AskStream stream;
    torch::Tensor ids;                              // i64 [T] on the device
    std::int64_t position = 0;                      // of the stream, where it reads the text
    std::int64_t every;                             // tokens between two states
    std::map<std::int64_t, AskStream::Mark> marks;  // by place
    AskPlace place;
    std::optional<AskStream::Mark> here;  // of the place
};

}  // namespace ttt

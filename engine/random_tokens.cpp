#include "engine/random_tokens.h"

#include "engine/records/error.h"
#include "engine/run_document.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ttt {

std::vector<std::int64_t> ordinary_tokens(const RunCheckpoint& model)
{
    std::vector<std::int64_t> ids;
    const auto names = token_names(model.tokenizer, model.checkpoint.config().vocab_size);
    for (std::size_t id = 0; id < names.size(); ++id) {
        const std::string& name = names[id];
        const bool special = name.size() > 2 && name.front() == '<' && name.back() == '>';
        if (!name.empty() && !special)
            ids.push_back(static_cast<std::int64_t>(id));
    }
    if (ids.empty())
        throw Error("The tokenizer of '" + model.config.model + "' has no ordinary tokens.");
    return ids;
}

std::vector<std::int64_t> draw_tokens(std::vector<std::int64_t> tokens, std::int64_t count, std::mt19937_64& source)
{
    const std::size_t wanted = std::min(tokens.size(), static_cast<std::size_t>(count));
    for (std::size_t index = 0; index < wanted; ++index)  // the first steps of a shuffle; the bias of % is below 1e-14
        std::swap(tokens[index], tokens[index + source() % (tokens.size() - index)]);
    tokens.resize(wanted);
    return tokens;
}

}  // namespace ttt

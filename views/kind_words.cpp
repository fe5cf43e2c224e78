#include "views/kind_words.h"

#include "engine/records/item_names.h"

namespace ttt {

KindWords words_of_kind(std::string_view kind)
{
    const ItemNames names = item_names(kind);
    const auto text = [](std::string_view word) {
        return QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
    };
    return {text(names.item), text(names.items), text(names.step), text(names.steps)};
}

}  // namespace ttt

// What the items and steps of a run are called: those of a document are tokens in chunks, those of a stream images in
// batches. Std only.
#pragma once

#include "engine/records/records.h"

#include <string_view>

namespace ttt {

struct ItemNames {
    std::string_view item, items;
    std::string_view step, steps;
};

/// `kind`: RunHeader::kind; of one that is not known "item" and "step".
constexpr ItemNames item_names(std::string_view kind)
{
    if (kind == document_kind)
        return {"token", "tokens", "chunk", "chunks"};
    if (kind == images_kind)
        return {"image", "images", "batch", "batches"};
    return {"item", "items", "step", "steps"};
}

}  // namespace ttt

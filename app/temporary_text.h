// A document that lives as long as this object: the text of a logged run whose file is gone.
#pragma once

#include "engine/records/records.h"

#include <string>

namespace ttt {

class TemporaryText {
public:
    /// With its marks, when it has any.
    explicit TemporaryText(const DocumentRecord& document);
    ~TemporaryText();
    TemporaryText(const TemporaryText&) = delete;
    TemporaryText& operator=(const TemporaryText&) = delete;

    std::string path() const { return folder_ + "/document.txt"; }

private:
    std::string folder_;
};

}  // namespace ttt

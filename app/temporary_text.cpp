#include "app/temporary_text.h"

#include "app/marked_text.h"
#include "engine/records/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace ttt {

TemporaryText::TemporaryText(const DocumentRecord& document)
{
    folder_ = (std::filesystem::temp_directory_path() / "ttt-XXXXXX").string();
    if (!mkdtemp(folder_.data()))
        throw Error("No temporary folder could be made for the logged document: " + std::string(std::strerror(errno)) +
                    ".");
    try {
        write_marked_text(path(), document.bytes, document.marks, "");
    } catch (const Error&) {
        std::filesystem::remove_all(folder_);
        throw Error("The logged document could not be written into a temporary folder; is the disk full?");
    }
}

TemporaryText::~TemporaryText()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace ttt

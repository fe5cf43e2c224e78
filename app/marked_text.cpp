#include "app/marked_text.h"

#include "engine/files/atomic_file.h"
#include "engine/text/document_marks.h"

#include <filesystem>
#include <string_view>

namespace ttt {

namespace {

void write_whole(const std::string& path, std::string_view bytes)
{
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

}  // namespace

void write_marked_text(const std::string& path, const std::string& text, const std::vector<DocumentMark>& marks,
                       const std::string& note)
{
    const std::string json = marks.empty() ? std::string() : marks_json(text, marks, note);
    std::error_code none;
    std::filesystem::remove(marks_path(path), none);
    write_whole(path, text);
    if (!marks.empty())
        write_whole(marks_path(path), json);
}

}  // namespace ttt

#include "engine/text/text_file.h"

namespace ttt {

TextFile open_text_file(const std::string& path, std::size_t limit)
{
    TextReader reader(path, {}, limit);
    TextFile file;
    file.text = reader.whole();
    file.encoding = reader.decoded();
    file.remarks = reader.remarks(file.text.size());
    return file;
}

std::string read_text_file(const std::string& path)
{
    return open_text_file(path).text;
}

}  // namespace ttt

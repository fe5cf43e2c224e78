#include "engine/text/tokenizer_file.h"

#include "engine/files/lfs_pointer.h"
#include "engine/gguf/gguf_file.h"
#include "engine/text/gguf_tokenizer.h"
#include "engine/text/text_file.h"

#include <filesystem>

namespace ttt {

namespace fs = std::filesystem;

std::string tokenizer_file(const std::string& path)
{
    return fs::is_directory(path) ? (fs::path(path) / "tokenizer.json").string() : path;
}

bool has_tokenizer(const std::string& path)
{
    const std::string file = tokenizer_file(path);
    return is_gguf_file(file) ? has_tokenizer(GgufFile::open(file)) : fs::exists(file);
}

std::string read_tokenizer_json(const std::string& path)
{
    const std::string file = tokenizer_file(path);
    if (is_gguf_file(file))
        return tokenizer_json(GgufFile::open(file));
    std::string text = read_text_file(file);
    refuse_lfs_pointer(text, file);
    return text;
}

}  // namespace ttt

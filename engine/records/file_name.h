// A path as people name it.
#pragma once

#include <filesystem>
#include <string>

namespace ttt {

/// The last part, also of a directory with a slash at its end.
inline std::string file_name(const std::string& path)
{
    const std::filesystem::path whole(path);
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

}  // namespace ttt

#include "engine/files/file_path.h"

#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

bool is_same_place(const fs::path& a, const fs::path& b)
{
    std::error_code error;
    return fs::equivalent(a, b, error) && !error;
}

/// Without "." and "..", where links do not forbid it. What is still to be made is judged by its folder.
fs::path tidy(const fs::path& path)
{
    const fs::path shorter = path.lexically_normal();
    std::error_code none;
    const bool is_there = fs::exists(path, none);
    const bool same = is_there ? is_same_place(path, shorter)
                               : !fs::exists(shorter, none) && is_same_place(path.parent_path(), shorter.parent_path());
    return same || shorter == path ? shorter : path;
}

/// `folder`, and as the links in it were resolved.
std::string first_there(const fs::path& folder, const fs::path& resolved, const std::string& name)
{
    std::error_code none;
    for (const fs::path& path : {folder / name, resolved / name, (folder / name).lexically_normal()})
        if (fs::exists(path, none))
            return absolute_path(path.string());
    return absolute_path((folder / name).string());
}

}  // namespace

std::string absolute_path(const std::string& path)
{
    return path.empty() ? path : tidy(fs::absolute(path)).string();
}

std::string path_beside(const std::string& place, const std::string& name)
{
    const fs::path file = fs::absolute(place);
    std::error_code none;
    return first_there(file.parent_path(), fs::weakly_canonical(file, none).parent_path(), name);
}

std::string path_within(const std::string& folder, const std::string& name)
{
    const fs::path whole = fs::absolute(folder);
    std::error_code none;
    return first_there(whole, fs::weakly_canonical(whole, none), name);
}

}  // namespace ttt

// A folder for files that nobody keeps; it goes with this object.
#pragma once

#include "engine/records/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace ttt {

class TemporaryFolder {
public:
    TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "ttt-XXXXXX").string())
    {
        if (!mkdtemp(path_.data()))
            throw Error("No temporary folder could be made: " + std::string(std::strerror(errno)) +
                        "; is the disk full?");
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

}  // namespace ttt

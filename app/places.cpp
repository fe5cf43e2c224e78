#include "app/places.h"

#include "engine/files/printable.h"
#include "engine/image_run.h"
#include "engine/model/model_path.h"
#include "engine/records/error.h"
#include "engine/records/methods.h"

#include <cstdlib>
#include <filesystem>

namespace ttt {

namespace {

namespace fs = std::filesystem;

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

fs::path program_folder()
{
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::string shipped(const char* relative)
{
    const fs::path path = fs::path(resources_folder()) / relative;
    if (!fs::exists(path))
        throw Error("The shipped " + printable(path.string()) + " is missing; name one with --model and --document.");
    return path.string();
}

}  // namespace

std::string resources_folder()
{
    if (const std::string named = environment("TTT_RESOURCES"); !named.empty())
        return absolute_path(named);
    for (const char* relative : {"../../resources", "../share/ttt-workbench"})
        if (const fs::path path = program_folder() / relative; fs::exists(path / "models"))
            return path.lexically_normal().string();
    throw Error("The shipped model and document were not found beside the program in " +
                printable(program_folder().string()) +
                "; set TTT_RESOURCES, or name your own with --model and --document.");
}

std::string shipped_model()
{
    return shipped("models/books-ttt");
}

std::string shipped_document()
{
    return shipped("documents/emma-start.txt");
}

std::string shipped_net(const std::string& method)
{
    const MethodInfo* known = find_method(method);
    const bool fills_in = known && known->filling_in, is_alone = known && known->one_by_one;
    return shipped(fills_in   ? "models/fashion-mnist-mae"
                   : is_alone ? "models/fashion-mnist-gn"
                              : "models/fashion-mnist-bn");
}

std::string shipped_images()
{
    return resources_folder() + "/images/fashion-mnist";
}

void tell_shipped_images()
{
    set_shipped_images(shipped_images());
}

std::string twin_of(const std::string& model_directory)
{
    const std::string twin = read_model_config(model_directory).ttt.twin;
    if (twin.empty())
        throw Error("The model " + printable(model_directory) +
                    " names no twin (\"ttt_twin\"); give its directory: --twin DIR.");
    return path_within(model_directory, twin);
}

std::string default_session()
{
    fs::path data = environment("XDG_DATA_HOME");
    if (!data.is_absolute()) {  // the XDG specification tells to ignore a relative one
        const std::string home = environment("HOME");
        if (home.empty())
            throw Error("Neither XDG_DATA_HOME nor HOME is set, so runs have no place: name one with --session.");
        data = fs::path(home) / ".local/share";
    }
    return (data / "ttt-workbench/sessions.ttt").string();
}

void make_parent_folder(const std::string& path)
{
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    if (!folder.empty() && !fs::create_directories(folder, error) && error)
        throw Error("The folder " + printable(folder.string()) + " could not be made: " + error.message() + ".");
}

}  // namespace ttt

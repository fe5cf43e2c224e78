#include "engine/model/model_path.h"

#include "engine/gguf/gguf_file.h"
#include "engine/model/gguf_config.h"
#include "engine/records/error.h"

#include <filesystem>

namespace ttt {
namespace {

namespace fs = std::filesystem;

std::string config_path(const std::string& directory)
{
    return (fs::path(directory) / "config.json").string();
}

}  // namespace

bool is_model_file(const std::string& model)
{
    std::error_code ignored;
    if (!fs::exists(model, ignored))
        throw Error("The model '" + model + "' does not exist.");
    if (!fs::is_directory(model, ignored))
        return true;
    if (!fs::exists(config_path(model), ignored))
        throw Error("The directory '" + model + "' holds no model: it has no config.json.");
    return false;
}

ModelConfig read_model_config(const std::string& model)
{
    return is_model_file(model) ? read_gguf_config(GgufFile::open(model)) : read_config_file(config_path(model));
}

}  // namespace ttt

// Input: a model.safetensors.index.json. It is refused in a sentence, or names files of its own folder only.
#include "engine/model/checkpoint_files.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"

#include <fstream>
#include <string>

#include <unistd.h>

using namespace ttt;

namespace ttt {

/// Of SafetensorsFile only what links: no file is opened here.
const std::string& SafetensorsFile::path() const
{
    static const std::string none;
    return none;
}

const std::map<std::string, SafetensorsFile::Entry>& SafetensorsFile::entries() const
{
    static const std::map<std::string, Entry> none;
    return none;
}

}  // namespace ttt

namespace {

std::string folder()
{
    std::string name = "/dev/shm/fuzz-index-XXXXXX";
    fuzz::require(mkdtemp(name.data()) != nullptr, "a folder in memory");
    return name;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string model = folder();
    std::ofstream(model + "/model.safetensors.index.json", std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    fuzz::guarded([&] {
        for (const std::string& path : weight_files(model))
            fuzz::require(path.starts_with(model + "/") && path.find('/', model.size() + 1) == std::string::npos,
                          "weights stand in the folder of the index");
    });
    return 0;
}

// Input: a GGUF file. Whatever it says, it is refused in a sentence, or gives numbers, a configuration and a tokenizer.
#include "engine/gguf/gguf_file.h"
#include "engine/model/gguf_config.h"
#include "engine/model/gguf_names.h"
#include "engine/model/model_config.h"
#include "engine/text/tokenizer.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_file.h"

#include <string_view>
#include <vector>

using namespace ttt;

namespace {

void unpack(const GgufFile& file, const GgufTensor& tensor)
{
    std::vector<unsigned char> packed(tensor.bytes);
    file.read(tensor, packed.data());
    const std::int64_t numbers = tensor.rows() * tensor.shape.back();
    fuzz::require(numbers <= 2 * static_cast<std::int64_t>(tensor.bytes), "no format packs tighter than 4 bits");
    std::vector<float> to(static_cast<std::size_t>(numbers));
    tensor.type->unpack(packed.data(), numbers / tensor.type->block, to.data());
}

void check_config(const GgufFile& file)
{
    const ModelConfig config = parse_model_config(gguf_config_json(file), file.path());
    for (const auto& [name, tensor] : file.tensors())
        fuzz::require(!hugging_face_name(name, gguf_family(file)).empty() || name.empty(), "tensors keep a name");
    fuzz::require(config.layer_count > 0, "a model has layers");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::MemoryFile bytes({reinterpret_cast<const char*>(data), size});
    fuzz::guarded([&] {
        const GgufFile file = GgufFile::open(bytes.path());
        for (const auto& [name, tensor] : file.tensors())
            unpack(file, tensor);
        fuzz::guarded([&] { check_config(file); });
        fuzz::guarded([&] {
            static_cast<void>(Tokenizer::load(bytes.path()).encode("Hello world, it's 2026!\n  \xff <s> \xc3\xa9"));
        });
    });
    return 0;
}

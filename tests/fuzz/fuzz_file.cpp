// Input: a byte that chooses the encoding, then the bytes of a file: plain, .xz, UTF-16, anything.
#include "engine/records/encodings.h"
#include "engine/text/text_reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_file.h"

using namespace ttt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const fuzz::MemoryFile file({reinterpret_cast<const char*>(data) + 1, size - 1});
    const std::size_t choice = data[0] % (known_encodings.size() + 1);
    const std::string encoding(choice == 0 ? std::string_view() : known_encodings[choice - 1].key);
    constexpr std::size_t limit = 1 << 20;
    fuzz::guarded([&] {
        TextReader reader(file.path(), encoding, limit);
        const std::string start(reader.start(100));
        const std::string_view whole = reader.whole();
        fuzz::require(whole.starts_with(start) && (start.size() == 100 || start.size() == whole.size()),
                      "the start is the start of the whole");
        fuzz::require(whole.size() <= limit, "no more than the limit");
        static_cast<void>(reader.remarks(whole.size()));
    });
    return 0;
}

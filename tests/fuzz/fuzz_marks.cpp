// Input: a marks file beside a text. What is taken lies in the text and can be written again.
#include "engine/text/document_marks.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"

#include <fstream>

#include <unistd.h>

using namespace ttt;

namespace {

const std::string text = "Tovelin Marask Oruth went. Tovelin Marask Oruth came again and again.";

/// Gone when the fuzzer ends well.
class MarksFile {
public:
    MarksFile() : text_path_("/dev/shm/ttt-fuzz-" + std::to_string(getpid())) {}
    ~MarksFile() { unlink(marks_path(text_path_).c_str()); }

    const std::string& write(const std::uint8_t* data, std::size_t size) const
    {
        std::ofstream(marks_path(text_path_), std::ios::binary)
            .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
        return text_path_;
    }

private:
    std::string text_path_;
};

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    return fuzz::mutate_json(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const MarksFile file;
    fuzz::guarded([&] {
        const std::vector<DocumentMark> marks = read_marks_beside(file.write(data, size), text);
        for (const DocumentMark& mark : marks)
            fuzz::require(mark.begin >= 0 && mark.begin < mark.end &&
                              mark.end <= static_cast<std::int64_t>(text.size()),
                          "marks lie in the text");
        static_cast<void>(marks_json(text, marks, "again"));
    });
    return 0;
}

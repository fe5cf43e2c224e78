#include "engine/vision/images/cifar_file.h"

#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <filesystem>
#include <sstream>

namespace ttt {

namespace {

constexpr std::size_t plane = 32 * 32;

struct Kind {
    std::size_t labels;  // bytes before the pixels; the last one counts
    std::int64_t classes;
    const char* names;
    const char* title;

    std::size_t record() const { return labels + 3 * plane; }
};

constexpr Kind kinds[] = {{1, 10, "batches.meta.txt", "CIFAR-10"}, {2, 100, "fine_label_names.txt", "CIFAR-100"}};

const Kind& kind_of(const RegularFile& file)
{
    for (const Kind& kind : kinds)
        if (file.size() > 0 && file.size() % kind.record() == 0)
            return kind;
    throw Error("The file " + printable_path(file.path()) + " is no CIFAR file: its " + std::to_string(file.size()) +
                " bytes are no whole number of images of 3,073 (CIFAR-10) or 3,074 bytes (CIFAR-100).");
}

/// Lines of the file beside, as many as there are classes, or none.
std::vector<std::string> class_names(const std::string& path, const Kind& kind)
{
    const std::filesystem::path beside = std::filesystem::path(path).parent_path() / kind.names;
    if (!std::filesystem::exists(beside))
        return {};
    std::istringstream lines(read_regular_file(beside.string(), 1 << 16));
    std::vector<std::string> names;
    for (std::string name; std::getline(lines, name);) {
        if (name.ends_with('\r'))
            name.pop_back();
        if (!name.empty())
            names.push_back(printable_path(name));
    }
    return static_cast<std::int64_t>(names.size()) == kind.classes ? names : std::vector<std::string>();
}

/// u8 [3, 32, 32] to [32, 32, 3].
void interleave(const unsigned char* planes, std::uint8_t* pixels)
{
    for (std::size_t at = 0; at < plane; ++at)
        for (std::size_t channel = 0; channel < 3; ++channel)
            pixels[3 * at + channel] = planes[channel * plane + at];
}

}  // namespace

ImageSet read_cifar(const std::string& path)
{
    const RegularFile file(path);
    const Kind& kind = kind_of(file);
    const std::size_t count = file.size() / kind.record();
    ImageSet set;
    set.shape = {32, 32, 3};
    set.source = kind.title;
    check_image_size("The file " + printable_path(path), count, set.shape);
    set.pixels.resize(count * set.shape.bytes());
    std::vector<unsigned char> record(kind.record());
    for (std::size_t i = 0; i < count; ++i) {
        file.read(i * record.size(), record.data(), record.size());
        set.labels.push_back(record[kind.labels - 1]);
        interleave(record.data() + kind.labels, &set.pixels[i * set.shape.bytes()]);
    }
    check_labels("The file " + printable_path(path), set.labels, kind.classes);
    set.class_names = class_names(path, kind);
    if (set.class_names.empty())
        for (std::int64_t i = 0; i < kind.classes; ++i)
            set.class_names.push_back(std::to_string(i));
    return set;
}

}  // namespace ttt

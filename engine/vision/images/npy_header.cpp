// The header: a Python dictionary of three fields, in any order.
#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/images/npy_file.h"

#include <charconv>
#include <cstring>

namespace ttt {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t most_header = 1 << 16;

std::string name_of(const RegularFile& file)
{
    return "The file " + printable_path(file.path());
}

/// Reads what Python wrote, and nothing else: no expressions.
class HeaderText {
public:
    HeaderText(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

    NpyHeader read()
    {
        NpyHeader header;
        expect('{');
        for (int fields = 0; !take('}'); ++fields) {
            if (fields == 3)
                fail();
            read_field(header);
            take(',');
        }
        if (header.descr.empty() || !shape_seen_)
            fail();
        return header;
    }

private:
    [[noreturn]] void fail() const { throw Error(name_ + " is no .npy file that can be read: its header is odd."); }

    bool take(char wanted)
    {
        const std::size_t start = rest_.find_first_not_of(" \n");
        rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
        if (rest_.empty() || rest_[0] != wanted)
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char wanted)
    {
        if (!take(wanted))
            fail();
    }

    std::string text()
    {
        expect('\'');
        const std::size_t end = rest_.find('\'');
        if (end == std::string_view::npos)
            fail();
        const std::string found(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return found;
    }

    bool truth()
    {
        take(' ');
        for (const std::string_view word : {"True", "False"})
            if (rest_.starts_with(word)) {
                rest_.remove_prefix(word.size());
                return word == "True";
            }
        fail();
    }

    std::vector<std::uint64_t> shape()
    {
        std::vector<std::uint64_t> sizes;
        expect('(');
        while (!take(')')) {
            std::uint64_t size = 0;
            const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
            if (error != std::errc() || sizes.size() == 32)
                fail();
            rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
            sizes.push_back(size);
            take(',');
        }
        shape_seen_ = true;
        return sizes;
    }

    void read_field(NpyHeader& header)
    {
        const std::string key = text();
        expect(':');
        if (key == "descr")
            header.descr = take('[') ? "a structure" : text();
        else if (key == "fortran_order")
            header.fortran_order = truth();
        else if (key == "shape")
            header.shape = shape();
        else
            fail();
        if (header.descr == "a structure")
            throw Error(name_ + " holds records of several fields, not numbers.");
    }

    std::string_view rest_;
    const std::string& name_;
    bool shape_seen_ = false;
};

}  // namespace

bool looks_like_npy(std::string_view start)
{
    return start.starts_with(magic);
}

NpyHeader read_npy_header(const RegularFile& file)
{
    const std::string name = name_of(file);
    unsigned char start[12] = {};
    if (file.size() < 10 || file.read_some(0, start, sizeof start) < 10 ||
        std::memcmp(start, magic.data(), magic.size()) != 0)
        throw Error(name + " is no .npy file: it does not begin with \\x93NUMPY.");
    const bool is_old = start[6] == 1;
    if (start[6] < 1 || start[6] > 3)
        throw Error(name + " is a .npy file of version " + std::to_string(start[6]) + ", and 1 to 3 are known.");
    const std::size_t begin = is_old ? 10 : 12;
    const std::size_t length = start[8] | std::size_t{start[9]} << 8 |
                               (is_old ? 0 : std::size_t{start[10]} << 16 | std::size_t{start[11]} << 24);
    if (length > most_header || begin + length > file.size())
        throw Error(name + " is truncated: its header should have " + std::to_string(length) + " bytes.");
    std::string text(length, '\0');
    file.read(begin, text.data(), length);
    NpyHeader header = HeaderText(text, name).read();
    header.data = begin + length;
    return header;
}

}  // namespace ttt

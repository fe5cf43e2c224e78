#include "app/cli/output_file.h"

#include "engine/model/atomic_file.h"

#include <iostream>
#include <streambuf>

namespace ttt {

namespace {

/// Hands full blocks to an AtomicFile, whose errors pass through the stream (badbit throws).
class FileBuffer : public std::streambuf {
public:
    explicit FileBuffer(AtomicFile& file) : file_(file) { setp(block_, block_ + sizeof block_); }

protected:
    int_type overflow(int_type byte) override
    {
        sync();
        if (!traits_type::eq_int_type(byte, traits_type::eof()))
            sputc(traits_type::to_char_type(byte));
        return traits_type::not_eof(byte);
    }

    int sync() override
    {
        file_.write(pbase(), static_cast<std::size_t>(pptr() - pbase()));
        setp(block_, block_ + sizeof block_);
        return 0;
    }

private:
    AtomicFile& file_;
    char block_[1 << 16];
};

} // namespace

void write_output(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    if (path == "-") {
        write(std::cout);
        return;
    }
    AtomicFile file(path);
    FileBuffer buffer(file);
    std::ostream out(&buffer);
    out.exceptions(std::ios::badbit);
    write(out);
    out.flush();
    file.commit();
}

} // namespace ttt

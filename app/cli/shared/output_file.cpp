#include "app/cli/shared/output_file.h"

#include "app/cli/shared/terminal_text.h"
#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <streambuf>
#include <string_view>

namespace ttt {

namespace {

using Sink = std::function<void(std::string_view)>;

/// Hands full blocks to a sink, whose Error passes through the stream, because badbit throws there.
class SinkBuffer : public std::streambuf {
public:
    explicit SinkBuffer(Sink sink) : sink_(std::move(sink)) { setp(block_, block_ + sizeof block_); }

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
        sink_({pbase(), static_cast<std::size_t>(pptr() - pbase())});
        setp(block_, block_ + sizeof block_);
        return 0;
    }

private:
    Sink sink_;
    char block_[1 << 16];
};

void write_to(Sink sink, const std::function<void(std::ostream&)>& write)
{
    SinkBuffer buffer(std::move(sink));
    std::ostream out(&buffer);
    out.exceptions(std::ios::badbit);
    write(out);
    out.flush();
}

/// A device or a pipe can't be replaced by a whole file; it takes what comes.
void write_through(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    const auto check = [&path](bool good) {
        if (!good)
            throw Error("The file " + printable(path) + " could not be written: " + std::strerror(errno) + ".");
    };
    const std::unique_ptr<std::FILE, decltype([](std::FILE* file) { std::fclose(file); })> file(
        std::fopen(path.c_str(), "wb"));
    check(file != nullptr);
    write_to(
        [&](std::string_view bytes) {
            check(std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() &&
                  std::fflush(file.get()) == 0);
        },
        write);
}

/// Data stays as it is; what the terminal must not see is escaped in the formats themselves.
void write_data(const std::function<void(std::ostream&)>& write)
{
    std::ostream out(unfiltered(std::cout.flush()));
    write(out);
    if (!out.flush())
        std::cout.setstate(std::ios::badbit);
}

}  // namespace

void write_output(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    if (path == "-")
        return write_data(write);
    if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path))
        return write_through(path, write);
    AtomicFile file(path);
    write_to([&file](std::string_view bytes) { file.write(bytes); }, write);
    file.commit();
}

}  // namespace ttt

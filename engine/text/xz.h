// Unpacking of .xz bytes (liblzma), as far as somebody asks.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace ttt {

/// True when the bytes begin like an .xz file.
bool looks_like_xz(std::string_view bytes);

/// Unpacks one or several concatenated .xz streams whose bytes come in parts. One thread.
class XzUnpacker {
public:
    /// `name`, of the file, is for the sentence of the Error thrown when the bytes are damaged.
    explicit XzUnpacker(std::string name);
    ~XzUnpacker();
    XzUnpacker(XzUnpacker&&) noexcept;
    XzUnpacker& operator=(XzUnpacker&&) noexcept;

    /// Appends at most `most` unpacked bytes to `text`. Takes what it used off the front of `packed`, all of it when
    /// fewer than `most` bytes came out; `last`: no bytes follow after these.
    void unpack(std::string_view& packed, bool last, std::size_t most, std::string& text);

    /// The last stream has ended well.
    bool at_end() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ttt

// XXH3 (128 bits) of bytes, written "xxh3:" + 32 hex digits: how models, documents and weights are named in a session.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

std::string content_hash(std::string_view bytes);

/// The same hash over bytes that come in parts. One thread at a time.
class ContentHash {
public:
    ContentHash();
    ~ContentHash();
    ContentHash(ContentHash&&) noexcept;
    ContentHash& operator=(ContentHash&&) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view bytes);

    /// Of everything so far; more may follow.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ttt

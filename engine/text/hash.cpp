#include "engine/text/hash.h"

#include <xxhash.h>

namespace ttt {
namespace {

std::string written(XXH128_hash_t hash)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "xxh3:";
    for (const unsigned char byte : canonical.digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

struct ContentHash::State {
    XXH3_state_t xxh;
};

std::string content_hash(std::string_view bytes)
{
    return written(XXH3_128bits(bytes.data(), bytes.size()));
}

ContentHash::ContentHash() : state_(std::make_unique<State>())
{
    XXH3_INITSTATE(&state_->xxh);
    XXH3_128bits_reset(&state_->xxh);
}

ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;

void ContentHash::update(std::span<const std::byte> bytes)
{
    XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}

void ContentHash::update(std::string_view bytes)
{
    update(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

std::string ContentHash::hex() const
{
    return written(XXH3_128bits_digest(&state_->xxh));
}

}  // namespace ttt

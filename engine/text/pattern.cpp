#include "engine/text/pattern.h"

#include "engine/records/error.h"
#include "engine/text/utf8.h"

#include <pcre2.h>

#include <algorithm>
#include <new>

namespace ttt {

struct Pattern::Code {
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> compiled{nullptr, &pcre2_code_free};
    std::string source;
};

namespace {

/// Steps of backtracking at one place of the text: some milliseconds. A run of blanks may need some for each.
constexpr std::size_t least_steps = 1 << 20;
constexpr std::size_t steps_per_byte = 8;
constexpr std::size_t most_steps = UINT32_MAX;
/// Of one match where the compiled pattern's stack does not do, KiB.
constexpr std::uint32_t most_memory = 256 << 10;
/// Places that are tried before somebody looks at the budget.
constexpr std::size_t places_at_once = 256;

/// One per thread: PCRE2 writes into it while matching.
struct MatchMemory {
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(std::size_t{32} << 10, std::size_t{16} << 20, nullptr);

    MatchMemory()
    {
        if (!data || !context || !stack)
            throw std::bad_alloc();
        pcre2_jit_stack_assign(context, nullptr, stack);
        pcre2_set_heap_limit(context, most_memory);
    }
    MatchMemory(const MatchMemory&) = delete;
    MatchMemory& operator=(const MatchMemory&) = delete;
    ~MatchMemory()
    {
        pcre2_jit_stack_free(stack);
        pcre2_match_context_free(context);
        pcre2_match_data_free(data);
    }
};

std::string message_of(int code)
{
    PCRE2_UCHAR buffer[256];
    pcre2_get_error_message(code, buffer, sizeof buffer);
    return reinterpret_cast<const char*>(buffer);
}

/// PCRE2's \s also holds U+180E, which is no White_Space; written out, both engines mean the same.
std::string with_unicode_spaces(const std::string& source)
{
    static const std::string spaces =
        R"(\x09-\x0d\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
    std::string result;
    bool in_class = false;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char c = source[i];
        if (c == '\\' && i + 1 < source.size()) {
            const char escaped = source[++i];
            if (escaped == 's')
                result += in_class ? spaces : "[" + spaces + "]";
            else if (escaped == 'S' && !in_class)
                result += "[^" + spaces + "]";
            else
                result += {c, escaped};
            continue;
        }
        if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
        result += c;
    }
    return result;
}

/// (?R), (?1), (?&name), (?P>name), \g<name>: compiled code counts no steps of a group that calls itself, and need
/// not end. No tokenizer that is in use does it.
bool may_call_itself(std::string_view source)
{
    const auto calls = [&](std::string_view start, std::string_view next) {
        for (std::size_t at = 0; (at = source.find(start, at)) != std::string_view::npos; at += start.size())
            if (at + start.size() < source.size() && next.find(source[at + start.size()]) != std::string_view::npos)
                return true;
        return false;
    };
    return calls("(?", "R&P+-0123456789") || calls("\\g", "<'");
}

}  // namespace

Pattern::Pattern(const std::string& source, Kind kind)
{
    if (kind == Kind::regex && source.find("&&") != std::string::npos)
        throw Error("The pattern " + source + " uses a class intersection (&&), which is not supported.");
    const std::string text = kind == Kind::regex ? with_unicode_spaces(source) : source;
    const std::uint32_t options = kind == Kind::regex
                                      ? PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C
                                      : PCRE2_UTF | PCRE2_LITERAL;
    int code = 0;
    PCRE2_SIZE position = 0;
    pcre2_code* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                         options | PCRE2_USE_OFFSET_LIMIT, &code, &position, nullptr);
    if (!compiled)
        throw Error("The pattern " + source + " is not a regular expression: " + message_of(code) + ".");
    auto owner = std::make_shared<Code>();
    owner->compiled.reset(compiled);
    owner->source = source;
    if (!may_call_itself(text))
        pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);  // where it can't, matching is only slower
    code_ = std::move(owner);
}

/// The first match that begins at `from` or at one of the places behind it that are tried at once.
std::optional<Pattern::Match> Pattern::find_near(std::string_view text, std::size_t from) const
{
    thread_local MatchMemory memory;
    const std::size_t steps = std::max(least_steps, steps_per_byte * (text.size() - from));
    pcre2_set_match_limit(memory.context, static_cast<std::uint32_t>(std::min(steps, most_steps)));
    pcre2_set_offset_limit(memory.context, from + places_at_once - 1);
    const auto match = [&](std::uint32_t options) {
        return pcre2_match(code_->compiled.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from,
                           PCRE2_NO_UTF_CHECK | options, memory.data, memory.context);
    };
    int code = match(0);
    if (code == PCRE2_ERROR_JIT_STACKLIMIT)
        code = match(PCRE2_NO_JIT);
    if (code == PCRE2_ERROR_NOMATCH)
        return std::nullopt;
    if (code < 0)
        throw Error("The pattern " + code_->source + " could not be applied to the text: " + message_of(code) + ".");
    // \K in what looks around could end before its begin, or begin before what was asked for.
    const PCRE2_SIZE* range = pcre2_get_ovector_pointer(memory.data);
    const std::size_t begin = std::max<std::size_t>(range[0], from);
    return Match{begin, std::max<std::size_t>(begin, range[1])};
}

std::optional<Pattern::Match> Pattern::find(std::string_view text, std::size_t from, TextBudget& budget) const
{
    for (;; from += places_at_once) {
        while (from < text.size() && (text[from] & 0xc0) == 0x80)
            ++from;
        budget.tick();
        if (const auto match = find_near(text, from))
            return match;
        if (text.size() - from < places_at_once)
            return std::nullopt;
    }
}

std::optional<Pattern::Match> Matches::next(TextBudget& budget)
{
    while (from_ <= text_.size()) {
        const auto match = pattern_.find(text_, from_, budget);
        if (!match)
            break;
        from_ = match->end;
        const bool empty = match->begin == match->end;
        if (empty && match->end < text_.size())  // go on behind the next character
            from_ += std::max<std::size_t>(utf8_sequence(text_.substr(match->end)), 1);
        else if (empty)
            ++from_;
        if (empty && last_end_ == match->end)
            continue;
        last_end_ = match->end;
        return match;
    }
    return std::nullopt;
}

}  // namespace ttt

// A choice that nobody made gets what it stands for. For the files that resolve.
#pragma once

#include "engine/records/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace ttt {

template <class Value>
void fill(std::optional<Value>& choice, Value own)
{
    choice = choice.value_or(own);
}

template <class E>
void fill(Choice<E>& choice, E own)
{
    if (choice.empty())
        choice = own;
}

inline void fill(std::string& choice, std::string own)
{
    if (choice.empty())
        choice = std::move(own);
}

inline void fill(std::int64_t& choice, std::int64_t own)
{
    if (choice == 0)
        choice = own;
}

}  // namespace ttt

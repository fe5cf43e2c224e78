// Which methods make sense with a checkpoint, said before a run. Std only.
#pragma once

#include "engine/records/methods.h"
#include "engine/records/settings/settings.h"

#include <string>
#include <utility>
#include <vector>

namespace ttt {

struct MethodSense {
    const MethodInfo* method;
    bool makes_sense;
    std::string why;  // a clause: "any checkpoint can; a first rate is lr 0.02"
    std::vector<std::pair<const Setting*, double>> first_rates;  // what it learns with by itself; empty: it can't
};

/// One per method, in the order of known_methods.
std::vector<MethodSense> methods_for(const ModelFacts& model);

/// What a form starts with: the first that makes sense.
const MethodInfo& first_method(const ModelFacts& model);

}  // namespace ttt

// Somebody asked to stop: no fault, and nothing was logged of what was under way.
#pragma once

#include "engine/records/error.h"

namespace ttt {

class Cancelled : public Error {
public:
    Cancelled() : Error("Cancelled.") {}
};

}  // namespace ttt

#include "engine/unchanged.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

namespace ttt {

void check_unchanged(const std::string& what, const std::string& path, const std::string& then, const std::string& now,
                     const std::string& purpose)
{
    if (then != now)
        throw Error("The " + what + " " + printable(path) + " has changed since the run was logged (then " + then +
                    ", now " + now + "), so the run can't be " + purpose + ".");
}

}  // namespace ttt

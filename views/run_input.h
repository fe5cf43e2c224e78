// What a run read, and whether another one read the same.
#pragma once

#include <QString>

namespace ttt {

class RunModel;

/// Of its document, or of the set of its images; empty: nobody says.
QString input_name(const RunModel& run);

/// Whether the items of both are the same as far as both go: the tokens of a text, the images of a stream with what was
/// done to them. Then they can be compared place by place.
bool same_items(const RunModel& a, const RunModel& b);

}  // namespace ttt

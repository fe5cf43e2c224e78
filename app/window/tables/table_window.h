// A view's numbers in a window of their own: to read, to copy, for who can't see the chart.
#pragma once

#include "views/view.h"

namespace ttt {

/// Lives until it is closed. Shows what was stored when it was opened.
void show_table(const View& view);

/// Cells quoted where they must be (RFC 4180), one row a line.
QString to_csv(const ViewTable& table);

}  // namespace ttt

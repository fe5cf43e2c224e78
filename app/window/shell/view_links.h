// What one view tells another, and what the workbench tells single views.
#pragma once

namespace ttt {

class Panels;
class Workbench;

/// Panels that can't show the run are hidden. Zooming one of the views over the run zooms the others; teachers light up
/// in the text; runs beside the shown one are in the views that compare. The workbench outlives the panels.
void link_views(Panels& panels, Workbench& workbench);

}  // namespace ttt

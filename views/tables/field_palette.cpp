#include "views/tables/field_palette.h"

#include "views/theme.h"

namespace ttt {

namespace {

/// The Fusion style draws a field's border in the colour of its window made darker by this much.
constexpr int fusion_darker = 140;

}  // namespace

QPalette field_palette(const QPalette& panel)
{
    const Theme& colours = theme(panel);
    QPalette field = panel;
    if (!colours.dark)
        return field;
    field.setColor(QPalette::Window, colours.border.lighter(fusion_darker));
    for (const auto role : {QPalette::Base, QPalette::Button})
        field.setColor(role, colours.panel_title);
    return field;
}

}  // namespace ttt

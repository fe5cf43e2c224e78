// Where the keyboard is wanted while a lesson is played.
#pragma once

class QWidget;

namespace ttt {

/// Of a widget that does something of its own with Space: a button, a line, the timeline. Null: no.
bool wants_space(const QWidget* widget);

/// In a panel or a control: where its view wants the keyboard; else where arrow keys work; else its first control. Not
/// the title bar. Null: nothing there takes keys.
QWidget* keyboard_target(const QWidget& panel);

}  // namespace ttt

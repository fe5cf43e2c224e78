// Text from files is text: no label, tip or box reads markup out of it.
#pragma once

#include <QLabel>
#include <QString>

class QPoint;

namespace ttt {

/// A label that shows its words as they are. Every label of the program is one, but for those few whose markup is our
/// own (tests/layers/tst_includes keeps that list).
class PlainLabel : public QLabel {
    Q_OBJECT
public:
    explicit PlainLabel(const QString& text = {}, QWidget* parent = nullptr);
    explicit PlainLabel(QWidget* parent);
};

/// Broken into lines that are read at a glance; its own line breaks stay.
QString tip_lines(const QString& text);

/// A tip beside the pointer, as plain text in tip_lines(). Empty: the tip goes.
void show_tip(const QPoint& global, const QString& text, QWidget* about);

/// The net below: labels that Qt makes for itself (message boxes, tips, input dialogs) show plain text unless they were
/// told another format, and the tips of widgets, menus and cells are broken into lines. Once is enough; needs the
/// QApplication. GUI thread.
void keep_texts_plain();

}  // namespace ttt

// A table's header as quiet words on the panel: no buttons, a line below, a small arrow at the sorted column.
#pragma once

#include <QHeaderView>

namespace ttt {

/// Owned by its table. GUI thread.
class FlatHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit FlatHeader(QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void paintEvent(QPaintEvent* event) override;
    QSize sectionSizeFromContents(int section) const override;

private:
    QString label(int section) const;
};

/// Space at both sides of a cell's words, from the font.
int cell_margin(const QFontMetrics& metrics);
/// Height of a row of one line.
int row_height(const QFontMetrics& metrics);

}  // namespace ttt

// A drawing of a lesson: an SVG in the colours of the light theme, painted in those of the widget's.
#pragma once

#include <QByteArray>
#include <QWidget>

#include <memory>

class QSvgRenderer;

namespace ttt {

struct Theme;

/// The drawing with every colour of the light theme replaced by the one that has its part in `theme`.
QByteArray recoloured(const QByteArray& svg, const Theme& theme);

/// As wide as it gets room for, up to `largest` times its own size; the height follows. GUI thread.
class DrawingView : public QWidget {
    Q_OBJECT
public:
    explicit DrawingView(double largest, QWidget* parent = nullptr);
    ~DrawingView() override;

    /// An SVG file, whose description is also spoken; what can't be read shows nothing.
    void set_file(const QString& path);
    bool is_empty() const { return svg_.isEmpty(); }

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void render_anew();
    QSizeF size_within(QSizeF room) const;

    double largest_;
    QByteArray svg_;
    std::unique_ptr<QSvgRenderer> renderer_;
};

}  // namespace ttt

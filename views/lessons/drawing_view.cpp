#include "views/lessons/drawing_view.h"

#include "engine/files/regular_file.h"
#include "engine/records/error.h"
#include "views/theme.h"

#include <QEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::size_t most_bytes = 1 << 20;

constexpr std::array colours_of_drawings{&Theme::text,   &Theme::muted, &Theme::border,  &Theme::panel_title,
                                         &Theme::accent, &Theme::mark,  &Theme::adapted, &Theme::frozen,
                                         &Theme::twin,   &Theme::panel};

QString described(const QByteArray& svg)
{
    static const QRegularExpression description(QStringLiteral("<desc>(.*?)</desc>"),
                                                QRegularExpression::DotMatchesEverythingOption);
    return description.match(QString::fromUtf8(svg)).captured(1).simplified();
}

}  // namespace

QByteArray recoloured(const QByteArray& svg, const Theme& to)
{
    QByteArray painted;
    for (qsizetype at = 0; at < svg.size(); ++at) {
        const auto name = [](const Theme& of, QColor Theme::*part) { return (of.*part).name().toLatin1(); };
        const QByteArray here = svg.mid(at, name(to, &Theme::text).size());
        const auto same = [&](QColor Theme::*part) { return here == name(theme(false), part); };
        const auto found = svg[at] == '#' ? std::find_if(colours_of_drawings.begin(), colours_of_drawings.end(), same)
                                          : colours_of_drawings.end();
        if (found == colours_of_drawings.end()) {
            painted += svg[at];
            continue;
        }
        painted += name(to, *found);
        at += here.size() - 1;
    }
    return painted;
}

DrawingView::DrawingView(double largest, QWidget* parent)
    : QWidget(parent), largest_(largest), renderer_(std::make_unique<QSvgRenderer>())
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

DrawingView::~DrawingView() = default;

void DrawingView::set_file(const QString& path)
{
    try {
        svg_ = path.isEmpty() ? QByteArray()
                              : QByteArray::fromStdString(read_regular_file(path.toStdString(), most_bytes));
    } catch (const Error&) {
        svg_.clear();
    }
    const QString words = described(svg_);
    setAccessibleName(tr("Drawing"));
    setAccessibleDescription(words);
    render_anew();
    setVisible(!svg_.isEmpty());
    updateGeometry();
}

void DrawingView::render_anew()
{
    renderer_->load(recoloured(svg_, theme(palette())));
    update();
}

QSizeF DrawingView::size_within(QSizeF room) const
{
    const QSizeF own = renderer_->defaultSize();
    return own.isEmpty() ? QSizeF()
                         : own * std::min({largest_, room.width() / own.width(), room.height() / own.height()});
}

QSize DrawingView::sizeHint() const
{
    return renderer_->defaultSize();
}

int DrawingView::heightForWidth(int width) const
{
    constexpr double any = 1e6;
    return static_cast<int>(std::ceil(size_within(QSizeF(width, any)).height()));
}

void DrawingView::paintEvent(QPaintEvent*)
{
    if (is_empty())
        return;
    const QSizeF size = size_within(QSizeF(width(), height()));
    QPainter painter(this);
    renderer_->render(&painter, QRectF(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size));
}

void DrawingView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !is_empty())
        render_anew();
}

}  // namespace ttt

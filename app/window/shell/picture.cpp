#include "app/window/shell/picture.h"

#include "views/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QEvent>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

#include <cmath>

namespace ttt {

namespace {

constexpr double pixels_per_inch = 96, millimetres_per_inch = 25.4;
constexpr int paper_letters = 11;  // pixels, 8 pt
constexpr double paper_dots = 300, screen_scale = 2;
constexpr double usual_height = 0.62;                  // of the width
constexpr int least_pixels = 48, most_pixels = 16384;  // of a side

/// Gives the widget another size, and on paper letters and colours, while it lives.
class Arranged {
public:
    Arranged(QWidget& widget, const PictureSize& size)
        : widget_(widget), geometry_(widget.geometry()),
          font_(widget.testAttribute(Qt::WA_SetFont) ? widget.font() : QFont()),
          palette_(widget.testAttribute(Qt::WA_SetPalette) ? widget.palette() : QPalette())
    {
        if (size.on_paper()) {
            QFont font = widget.font();
            font.setPixelSize(paper_letters);
            widget_.setFont(font);
            widget_.setPalette(application_palette(false));
        }
        widget_.resize(size.size);
        QCoreApplication::sendPostedEvents(&widget_);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        on_paper_ = size.on_paper();
    }
    ~Arranged()
    {
        if (on_paper_) {
            widget_.setFont(font_);
            widget_.setPalette(palette_);
        }
        widget_.setGeometry(geometry_);
    }
    Arranged(const Arranged&) = delete;
    Arranged& operator=(const Arranged&) = delete;

private:
    QWidget& widget_;
    QRect geometry_;
    QFont font_;
    QPalette palette_;
    bool on_paper_ = false;
};

QImage drawn(QWidget& widget, double scale)
{
    QImage image(widget.size() * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(widget.palette().color(QPalette::Base));
    widget.render(&image);
    return image;
}

QByteArray png_of(QWidget& widget, const PictureSize& size)
{
    QImage image = drawn(widget, size.on_paper() ? paper_dots / pixels_per_inch : screen_scale);
    const int dots_per_metre = static_cast<int>(std::lround(paper_dots / millimetres_per_inch * 1000));
    if (size.on_paper()) {
        image.setDotsPerMeterX(dots_per_metre);
        image.setDotsPerMeterY(dots_per_metre);
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray svg_of(QWidget& widget, const PictureSize& size)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(widget.size());
    generator.setViewBox(QRect({}, widget.size()));
    generator.setResolution(widget.logicalDpiX());  // letters of so many points are as large as on the screen
    generator.setTitle(widget.accessibleName());
    QPainter painter(&generator);
    widget.render(&painter);
    painter.end();
    if (!size.on_paper())
        return bytes;
    static const QRegularExpression extent(QStringLiteral("width=\"[^\"]*mm\" height=\"[^\"]*mm\""));
    return QString::fromUtf8(bytes)
        .replace(extent, QStringLiteral("width=\"%1mm\" height=\"%2mm\"")
                             .arg(size.millimetres.width())
                             .arg(size.millimetres.height()))
        .toUtf8();
}

QByteArray pdf_of(QWidget& widget, const PictureSize& size)
{
    constexpr double scale = 10;  // letters stand where they should, not on whole pixels
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    const QSizeF extent =
        size.on_paper() ? size.millimetres : QSizeF(size.size) / pixels_per_inch * millimetres_per_inch;
    writer.setPageSize(QPageSize(extent, QPageSize::Millimeter));
    writer.setPageMargins({});
    writer.setResolution(static_cast<int>(pixels_per_inch * scale));
    writer.setTitle(widget.accessibleName());
    QPainter painter(&writer);
    painter.scale(scale, scale);
    widget.render(&painter);
    painter.end();
    return bytes;
}

}  // namespace

std::optional<PictureSize> picture_size(const QString& text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(\\d+(?:\\.\\d+)?)\\s*(?:[x×]\\s*(\\d+(?:\\.\\d+)?))?\\s*(px|mm|cm|in)?\\s*$"));
    const QRegularExpressionMatch match = pattern.match(text);
    const QString unit = match.captured(3);
    const bool paper = !unit.isEmpty() && unit != QStringLiteral("px");
    if (!match.hasMatch() || (match.captured(2).isEmpty() && !paper))
        return std::nullopt;
    const double width = match.captured(1).toDouble();
    const double height =
        match.captured(2).isEmpty() ? std::round(width * usual_height * 10) / 10 : match.captured(2).toDouble();
    const double millimetres = unit == QStringLiteral("in")   ? millimetres_per_inch
                               : unit == QStringLiteral("cm") ? 10
                                                              : 1;
    PictureSize found;
    found.millimetres = paper ? QSizeF(width, height) * millimetres : QSizeF();
    found.size = (paper ? found.millimetres / millimetres_per_inch * pixels_per_inch : QSizeF(width, height)).toSize();
    const auto fits = [](int side) { return side >= least_pixels && side <= most_pixels; };
    return fits(found.size.width()) && fits(found.size.height()) ? std::optional(found) : std::nullopt;
}

QImage picture_of(QWidget& widget, QSize size, double scale)
{
    const Arranged arranged(widget, {size});
    return drawn(widget, scale);
}

QString save_picture(QWidget& widget, const QString& path, const PictureSize& size)
{
    const Arranged arranged(widget, size);
    const QByteArray bytes = path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)   ? svg_of(widget, size)
                             : path.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive) ? pdf_of(widget, size)
                                                                                          : png_of(widget, size);
    QSaveFile file(path);
    if (!bytes.isEmpty() && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return QCoreApplication::translate("Picture", "%1 could not be written: %2.")
        .arg(file.fileName(), file.errorString());
}

}  // namespace ttt

#include "app/window/picture.h"

#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

namespace ttt {

namespace {

/// Gives the widget another size while it lives.
class Resized {
public:
    Resized(QWidget& widget, QSize size) : widget_(widget), before_(widget.geometry())
    {
        widget_.resize(size);
        QCoreApplication::sendPostedEvents(&widget_);
    }
    ~Resized() { widget_.setGeometry(before_); }
    Resized(const Resized&) = delete;
    Resized& operator=(const Resized&) = delete;

private:
    QWidget& widget_;
    QRect before_;
};

QString not_written(const QSaveFile& file)
{
    return QCoreApplication::translate("Picture", "%1 could not be written: %2.")
        .arg(file.fileName(), file.errorString());
}

QString save_svg(QWidget& widget, QSaveFile& file, QSize size)
{
    const Resized resized(widget, size);
    QSvgGenerator generator;
    generator.setOutputDevice(&file);
    generator.setSize(size);
    generator.setViewBox(QRect({}, size));
    generator.setTitle(widget.accessibleName());
    QPainter painter(&generator);
    widget.render(&painter);
    painter.end();
    return file.commit() ? QString() : not_written(file);
}

}  // namespace

QImage picture_of(QWidget& widget, QSize size, double scale)
{
    const Resized resized(widget, size);
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(widget.palette().color(QPalette::Base));
    widget.render(&image);
    return image;
}

QString save_picture(QWidget& widget, const QString& path, QSize size, double scale)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return not_written(file);
    if (path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive))
        return save_svg(widget, file, size);
    if (!picture_of(widget, size, scale).save(&file, "PNG"))
        return not_written(file);
    return file.commit() ? QString() : not_written(file);
}

}  // namespace ttt

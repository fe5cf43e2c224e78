#include "app/window/shell/workspace.h"

#include <QCoreApplication>
#include <QMainWindow>

namespace ttt {

namespace {
constexpr int layout_version = 3;  // raise it when a dock or a tool bar gets another name
constexpr int recent_files = 10;

QString recent_key(const QString& kind)
{
    return QStringLiteral("recent/") + kind;
}
QString layout_key(const QString& name)
{
    return QStringLiteral("layouts/") + name;
}
}  // namespace

Workspace::Workspace(QSettings& settings, bool safe) : settings_(settings), safe_(safe) {}

QStringList Workspace::recent(const QString& kind) const
{
    return settings_.value(recent_key(kind)).toStringList();
}

void Workspace::add_recent(const QString& kind, const QString& path)
{
    QStringList paths = recent(kind);
    paths.removeAll(path);
    paths.prepend(path);
    settings_.setValue(recent_key(kind), paths.mid(0, recent_files));
}

QString Workspace::text(const QString& key) const
{
    return safe_ ? QString() : settings_.value(QStringLiteral("state/") + key).toString();
}

void Workspace::set_text(const QString& key, const QString& value)
{
    settings_.setValue(QStringLiteral("state/") + key, value);
}

void Workspace::save_window(const QMainWindow& window)
{
    settings_.setValue(QStringLiteral("window/geometry"), window.saveGeometry());
    settings_.setValue(QStringLiteral("window/state"), window.saveState(layout_version));
}

bool Workspace::restore_window(QMainWindow& window) const
{
    if (safe_)
        return false;
    window.restoreGeometry(settings_.value(QStringLiteral("window/geometry")).toByteArray());
    return window.restoreState(settings_.value(QStringLiteral("window/state")).toByteArray(), layout_version);
}

QStringList Workspace::layouts() const
{
    settings_.beginGroup(QStringLiteral("layouts"));
    const QStringList names = settings_.childKeys();
    settings_.endGroup();
    return names;
}

void Workspace::save_layout(const QString& name, const QMainWindow& window)
{
    settings_.setValue(layout_key(name), window.saveState(layout_version));
}

bool Workspace::restore_layout(const QString& name, QMainWindow& window) const
{
    return window.restoreState(settings_.value(layout_key(name)).toByteArray(), layout_version);
}

void Workspace::delete_layout(const QString& name)
{
    settings_.remove(layout_key(name));
}

QString Workspace::problem()
{
    settings_.sync();
    if (settings_.status() == QSettings::NoError)
        return {};
    return QCoreApplication::translate("Workspace", "Settings can't be saved in %1.").arg(settings_.fileName());
}

}  // namespace ttt

// What comes back at the next start: recent files, layouts, what was open. A thin face over QSettings.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

class QMainWindow;

namespace ttt {

class Workspace {
public:
    /// `settings` must outlive it. Safe: nothing is restored, everything is still saved.
    Workspace(QSettings& settings, bool safe);

    QSettings& settings() { return settings_; }

    QStringList recent(const QString& kind) const;  // "documents", "models", "sessions": newest first
    void add_recent(const QString& kind, const QString& path);

    QString text(const QString& key) const;  // empty when there is none
    void set_text(const QString& key, const QString& value);

    void save_window(const QMainWindow& window);
    /// False: there was no layout that fits this version.
    bool restore_window(QMainWindow& window) const;

    QStringList layouts() const;
    void save_layout(const QString& name, const QMainWindow& window);
    bool restore_layout(const QString& name, QMainWindow& window) const;
    void delete_layout(const QString& name);

    /// A sentence when the settings can't be written, else empty.
    QString problem();

private:
    QSettings& settings_;
    bool safe_;
};

}  // namespace ttt

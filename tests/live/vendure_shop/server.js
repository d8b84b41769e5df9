// A Vendure server on a PostgreSQL, filled with the products beside this file; says READY when it answers.
// Arguments: port of the API, port of the PostgreSQL, and whether to fill it (fill) or only to serve (serve).
const path = require('path');
const core = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const [port, databasePort, task] = process.argv.slice(2);

const config = {
    apiOptions: { port: Number(port), hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
    authOptions: {
        tokenMethod: ['bearer'],
        requireVerification: false,
        superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    },
    dbConnectionOptions: {
        type: 'postgres',
        host: '127.0.0.1',
        port: Number(databasePort),
        username: 'entrepot',
        database: 'postgres',
        synchronize: task === 'fill',
        logging: false,
    },
    paymentOptions: { paymentMethodHandlers: [core.dummyPaymentHandler] },
    logger: new core.DefaultLogger({ level: core.LogLevel.Warn }),
    plugins: [],
};

async function main() {
    if (task === 'fill') {
        const filled = await populate(
            () => core.bootstrap(config),
            require(path.join(__dirname, 'initial-data.json')),
            path.join(__dirname, 'products.csv'),
        );
        await filled.close();
        return;
    }
    await core.bootstrap(config);
    process.stdout.write('READY\n');
}

main().catch(error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
});

